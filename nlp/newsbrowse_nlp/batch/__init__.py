"""Batch: many articles analysed by this process, by several, or by a cluster."""
