"""monday/kpis"""

import streamlit as st

st.title("monday/kpis")
