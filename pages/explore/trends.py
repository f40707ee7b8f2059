"""explore/trends"""

import streamlit as st

st.title("explore/trends")
