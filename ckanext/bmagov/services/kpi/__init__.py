"""Use-cases of the KPI: rules in force, register, workspace, scores, rounds. Nothing here commits."""
