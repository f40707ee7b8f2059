"""Actions of the sources: KPIs and work items come in, and are kept."""
