// Sends one file with tus-js-client as it comes from npm, and prints the photo's id and how often it was resumed.
import { createReadStream, statSync } from "node:fs";
import { Upload } from "tus-js-client";

const { endpoint, file, cookie, key, chunkBytes } = JSON.parse(process.argv[2]);
let retries = 0;

const upload = new Upload(createReadStream(file), {
  endpoint,
  uploadSize: statSync(file).size,
  chunkSize: chunkBytes ?? Infinity,
  headers: { Cookie: cookie },
  metadata: { key, filename: "photo.jpg", filetype: "image/jpeg", caption: "from Node" },
  retryDelays: Array(60).fill(20),
  onShouldRetry: () => {
    retries += 1;
    return true;
  },
  onError: (error) => {
    console.error(String(error));
    process.exitCode = 1;
  },
  onSuccess: ({ lastResponse }) => {
    console.log(JSON.stringify({ photo: lastResponse.getHeader("Partywall-Photo"), retries }));
  },
});
upload.start();
