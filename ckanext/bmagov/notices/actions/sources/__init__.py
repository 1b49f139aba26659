"""Where lines come from: what the other capabilities tell the person whose list it is, by their own actions.

Nothing is worked out a second time, and each action tells only what the person may know of.
"""
