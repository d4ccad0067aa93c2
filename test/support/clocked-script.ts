/** A script as it is, but for the answer of TIME: its last two arguments. */
export function clockedScript(script: string): string {
  return `#!lua
local server = redis
local redis = setmetatable({ call = function(name, ...)
  if name == 'TIME' then return { ARGV[#ARGV - 1], ARGV[#ARGV] } end
  return server.call(name, ...)
end }, { __index = server })
${script.replace('#!lua\n', '')}`;
}

/** Those two arguments. */
export function timeOf(us: number): string[] {
  return [Math.floor(us / 1e6), us % 1e6].map(String);
}
