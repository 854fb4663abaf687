"""Send one file with tuspy as it comes from PyPI and print the upload's address; test_clients.py runs it."""

import json
import sys

from tusclient.client import TusClient

told = json.loads(sys.argv[1])
uploader = TusClient(told["endpoint"], headers={"Cookie": told["cookie"]}).uploader(
    told["file"],
    chunk_size=told["chunkBytes"],
    metadata={"key": told["key"], "filename": "photo.jpg"},
    retries=told["retries"],
    retry_delay=0.02,
    upload_checksum=True,
)
uploader.upload()
sys.stdout.write(json.dumps({"upload": uploader.url}))
