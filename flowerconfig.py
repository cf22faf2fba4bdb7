"""What Flower shows; it reads this file by itself when it is started in the checkout."""

# Task (the stage), job and documents, queue: what Flower leaves out by default is what we want to see.
tasks_columns = "name,args,routing_key,state,received,runtime,retries,worker"

# A worker that was scaled away leaves the list after five minutes.
purge_offline_workers = 300
