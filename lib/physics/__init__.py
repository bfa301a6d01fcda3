"""Standard theory that judges the papers; SI units unless a name says otherwise."""
