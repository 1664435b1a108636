"""The floor: queues, agents on duty and idle, routing, answering."""
