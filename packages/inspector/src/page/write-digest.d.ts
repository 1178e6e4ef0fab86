import type { Plugin } from "vite";
/** Writes the digest of the sources that a page was built from, for {@link isPageFresh}. */
export declare function writeDigest(): Plugin;
/** Returns whether the page was built from the sources as they are; the time of a file says nothing of it. */
export declare function isPageFresh(): boolean;
//# sourceMappingURL=write-digest.d.ts.map
