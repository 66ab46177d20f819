"""Who does the work: the Celery app, the topology, one thin task per stage, beat, and the embedded services."""
