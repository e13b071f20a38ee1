"""The scheme's rules on a person's standing (R01-R18, R30-R33): pure functions of values.

`requirement` tells how far a body's requirement is met (R09, R10), `premium` what stands in the way
of premium, and what an application or a member of staff brings (R13-R17, R30, R31), `links` what
registering and leaving bring, and what follows from each change (R02, R03, R14), `passage` what a
day brings (R11, R15, R32, R33). `persons` applies changes; `bodies` and `age` tell where somebody
is at home (R16) and who is a minor (R17).
"""
