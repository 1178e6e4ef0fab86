import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
const SOURCES = ["./", "../contract/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));
/** Beside the page, since it is published. */
const DIGEST = fileURLToPath(new URL("../../.tsc/page.sha256", import.meta.url));
/** Writes the digest of the sources that a page was built from, for {@link isPageFresh}. */
export function writeDigest() {
    return {
        name: "digest",
        writeBundle() {
            mkdirSync(dirname(DIGEST), { recursive: true });
            writeFileSync(DIGEST, digestSources());
        },
    };
}
/** Returns whether the page was built from the sources as they are; the time of a file says nothing of it. */
export function isPageFresh() {
    try {
        return readFileSync(DIGEST, "utf8") === digestSources();
    }
    catch {
        return false;
    }
}
function digestSources() {
    const hash = createHash("sha256");
    for (const folder of SOURCES) {
        const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
        for (const name of names.filter(isSource).sort()) {
            hash
                .update(`${name}\0`)
                .update(readFileSync(join(folder, name)))
                .update("\0");
        }
    }
    return hash.digest("hex");
}
function isSource(name) {
    return /(?<!\.test)\.(?:css|html|svg|tsx?)$/u.test(name);
}
//# sourceMappingURL=write-digest.js.map