"""Rules about due dates, actions, agreement and access: pure, told what day it is."""
