"""Projects (担い手活動) as those who help see them: occasions, applications, who came (R20-R24)."""
