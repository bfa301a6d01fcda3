"""Models, standard theory and ledger of the executable reviews.

``lib.physics`` knows no paper, ``lib.papers`` knows no notebook, ``lib.book`` knows no physics.
"""
