"""monday/board"""

import streamlit as st

st.title("monday/board")
