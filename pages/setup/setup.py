"""setup/setup"""

import streamlit as st

st.title("setup/setup")
