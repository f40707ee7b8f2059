"""owner/log"""

import streamlit as st

st.title("owner/log")
