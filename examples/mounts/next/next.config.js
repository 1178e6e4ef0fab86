import { fileURLToPath } from "node:url";

export default {
  serverExternalPackages: ["mortise"], // Node loads it as it is
  typescript: { ignoreBuildErrors: true }, // tsc checks the types of the whole repository
  turbopack: { root: fileURLToPath(new URL("../../..", import.meta.url)) },
};
