"""A case walked at random: its world and people, who may do what, what each verb is filled with, what must hold."""
