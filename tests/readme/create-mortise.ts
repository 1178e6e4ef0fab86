import { createProject } from "create-mortise";

const { folder, files } = createProject({ folder: "desk", template: "server" });
process.stdout.write(`${files.length} files in ${folder}\n`);
