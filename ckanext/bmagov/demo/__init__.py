"""The demo content: what is shown on a catalog without data of its own, written by us and fictional.

Data (YAML, CSV) and what turns them into payloads and files. No CKAN here: `services/demo.py` loads them.
"""
