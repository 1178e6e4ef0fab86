/** Draws `docs/images/demo` from what `npm run demo` writes: `npm run pictures:demo`. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { drawTerminal } from "./picture/draw-terminal.ts";

const FOLDER = "docs/images/demo";
/** The rest of the output has dates, and would make every run another picture. */
const END = /\n[^\n]*Sales agent, on the same servers/;

// The same model and database on every machine.
const { PATH, HOME, TMPDIR } = process.env;
const output = execFileSync(process.execPath, ["packages/mortise/src/bin.ts", "demo"], {
  encoding: "utf8",
  env: { PATH, HOME, TMPDIR, FORCE_COLOR: "1" },
});
const end = END.exec(output)?.index;
if (end === undefined) throw new Error("The demo wrote no sales agent; the picture ends before it");
const shown = nameOrigins(output.slice(0, end).trim());
mkdirSync(FOLDER, { recursive: true });
for (const [scheme, picture] of Object.entries(
  drawTerminal({ command: "npm run demo", output: `\n${shown}` }),
)) {
  writeFileSync(`${FOLDER}/support-desk-${scheme}.svg`, picture);
}

/** Gives the servers ports that are the same in every run and as long as the real ones. */
function nameOrigins(text: string): string {
  let port = 30_000;
  return text.replaceAll(/(?<=127\.0\.0\.1:)\d+ */g, (written) =>
    String(++port).padEnd(written.length),
  );
}
