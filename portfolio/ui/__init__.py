"""Pages on Streamlit: one file or folder per page in pages/, over shared components."""
