/** Ends with 0 if the server of this container answers, and with 1 otherwise. */
import process from "node:process";

const url = `http://127.0.0.1:${process.env["PORT"] ?? "3000"}/healthz`;
const isOk = await fetch(url, { signal: AbortSignal.timeout(2_500) }).then(
  (response) => response.ok,
  () => false,
);
process.exitCode = isOk ? 0 : 1;
