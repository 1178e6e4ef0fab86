import { readdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { createServer, file, image, serve, ToolError } from "mortise";
import { z } from "zod";

const FOLDER = process.env["PICTURES"] ?? "pictures";
const TYPES = new Map([
  [".png", "image/png"],
  [".jpg", "image/jpeg"],
  [".csv", "text/csv"],
]);

const server = createServer({ name: "pictures", version: "1.0.0" })
  .tool(
    "list_files",
    { description: "The names of the files.", annotations: { readOnlyHint: true } },
    async () => ({ files: (await readdir(FOLDER)).filter((name) => TYPES.has(extname(name))) }),
  )
  .tool(
    "get_file",
    {
      description: "Show a picture, or hand a table over.",
      input: z.object({ name: z.string().describe("a name of list_files") }),
      annotations: { readOnlyHint: true },
    },
    async ({ name }) => {
      const type = TYPES.get(extname(name));
      // Only names of the folder count, so that "../../secret.png" is none.
      if (type === undefined || !(await readdir(FOLDER)).includes(name)) {
        throw new ToolError(`There is no file ${name}`, { code: "not_found" });
      }
      const bytes = await readFile(join(FOLDER, name));
      return type.startsWith("image/")
        ? image(bytes, type)
        : file(bytes.toString(), { name, mimeType: type });
    },
  );

await serve(server);
export default server;
