// The public declarations of @mortise/inspector/server-process. `npx vitest run scripts -u` writes this file.
