import FleetAgent
