import type { ExportAllDeclaration, Program } from "oxc-parser";
import { parseSync } from "oxc-parser";
import type { Plugin } from "rolldown";

/**
 * Keeps the `type` of `export type * from "a package"`, which the roll-up leaves out.
 *
 * Without it the declarations offer every value of that package, and the bundle has none of them.
 * It goes ahead of the roll-up, because it reads the modules as they were before it.
 */
export function keepTypeExports(): Plugin {
  const types = new Set<string>();
  const values = new Set<string>();
  return {
    name: "keep-type-exports",
    transform: {
      order: "pre",
      filter: { id: /\.ts$/ },
      handler: (code, id) => {
        for (const { source, exportKind } of findStars(parseSync(id, code).program)) {
          (exportKind === "type" ? types : values).add(source.value);
        }
      },
    },
    renderChunk: {
      order: "post",
      handler: (code, { fileName }) => {
        const stars = findStars(parseSync(fileName, code).program);
        return stars.reduceRight((rest, { source, start }) => {
          if (!types.has(source.value)) return rest;
          if (values.has(source.value)) {
            throw new Error(
              `One package exports all of ${source.value} with and without \`type\`; use one form`,
            );
          }
          const end = start + "export ".length;
          return `${rest.slice(0, end)}type ${rest.slice(end)}`;
        }, code);
      },
    },
  };
}

function findStars({ body }: Program): ExportAllDeclaration[] {
  return body.filter((statement) => statement.type === "ExportAllDeclaration");
}
