/**
 * Lists the banned words below some paths: `npm run check:words -- packages/server docs`.
 * Without a path it looks at everything.
 */
import { describeFault, findBannedInFile, listProseFiles } from "./language/find-banned.ts";
import { ALLOWED } from "./language/words.ts";

const paths = process.argv.slice(2).map((path) => path.replace(/^\.\/|\/$/g, ""));
const faults = listProseFiles(".", ALLOWED)
  .filter((file) => paths.length === 0 || paths.some((path) => `${file}/`.startsWith(`${path}/`)))
  .flatMap((file) => findBannedInFile(".", file, ALLOWED));
for (const fault of faults) console.log(describeFault(fault));
console.log(`${faults.length} found`);
process.exitCode = faults.length === 0 ? 0 : 1;
