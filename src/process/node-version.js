// Plain JavaScript, and preloaded: an older Node cannot even read main.ts, and should say why in one line.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 4)) {
  console.error(
    `Docent needs Node 24.4 or later; this is ${process.version}. "npm ci" brings the right one for "npm start".`,
  );
  process.exit(1);
}
