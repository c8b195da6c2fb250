"""The parts of `lab`. Lowest first: settings, system, topology, state, image, files, network, light, booted, fleet."""
