"""Laws about the source itself: limits, imports, what may be committed. STYLE.md and DESIGN.md section 3."""
