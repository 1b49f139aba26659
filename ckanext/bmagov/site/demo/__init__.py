"""The demo content: written by us and fictional. Data, and what turns them into payloads and files."""
