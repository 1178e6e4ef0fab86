import { isBuiltin } from "node:module";
import type { Plugin } from "rolldown";

const STAND_IN = "\0mortise:absent:";

/** The stand-ins of packages that are imported at the top of a module, and are not installed. */
export interface AbsentPackages {
  readonly plugin: Plugin;
  /** The specifiers that the sources import of them, such as `pg/lib/pool`. */
  readonly imports: ReadonlySet<string>;
  /** Returns whether the server needs one of them to start; known once the modules are read. */
  readonly isNeededAtStart: () => boolean;
}

/**
 * Lets packages that are not installed fail where Node would have them fail: in the module that imports them.
 *
 * One bundle has one top, and an import there is loaded at the start, also that of a module which the sources
 * load late or never. So the package becomes a module of its own, which requires it once the importing one runs.
 */
export function standInForAbsent(isExternal: (id: string) => boolean): AbsentPackages {
  const imports = new Set<string>();
  let isNeeded = false;
  const plugin: Plugin = {
    name: "absent-packages",
    async resolveId(id, importer, { kind }) {
      if (kind !== "import-statement" || importer === undefined || !isPackage(id)) return null;
      if (isExternal(id) || (await this.resolve(id, importer, { kind, skipSelf: true })))
        return null;
      imports.add(id);
      return `${STAND_IN}${id}`;
    },
    load: (id) => (id.startsWith(STAND_IN) ? toStandIn(id.slice(STAND_IN.length)) : null),
    buildEnd() {
      const seen = new Set<string>();
      const queue = [...this.getModuleIds()].filter((id) => this.getModuleInfo(id)?.isEntry);
      for (const id of queue) {
        if (seen.has(id)) continue;
        seen.add(id);
        queue.push(...(this.getModuleInfo(id)?.importedIds ?? []));
      }
      isNeeded = [...seen].some((id) => id.startsWith(STAND_IN));
    },
  };
  return { plugin, imports, isNeededAtStart: () => isNeeded };
}

function isPackage(id: string): boolean {
  return /^[@\w]/.test(id) && !isBuiltin(id) && !/^[a-z]:[\\/]/i.test(id);
}

/** A CommonJS module, which may be asked for any name, with the error that an import of the package gives. */
function toStandIn(id: string): string {
  const name = JSON.stringify(id);
  return `try {
  module.exports = require(${name});
} catch (cause) {
  if (cause.code !== "MODULE_NOT_FOUND") throw cause;
  throw Object.assign(new Error("Cannot find package " + ${name}, { cause }), { code: "ERR_MODULE_NOT_FOUND" });
}
`;
}
