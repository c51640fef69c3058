"""The Rabat Declaration portfolio: clause, project, funder, money, milestone, conference."""
