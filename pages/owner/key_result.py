"""owner/key_result"""

import streamlit as st

st.title("owner/key_result")
