"""The Streamlit edge: the page script, its pages and their components."""
