// Set before the runtime glue of Go loads: what the program prints goes nowhere. The console of a browser is a trace,
// and a panic message can hold what somebody typed. A debug build (-debug) keeps the console.

declare const DEBUG: boolean;

const nothing = (...args: unknown[]): void => {
  const callback = args[args.length - 1];
  if (typeof callback === "function") callback(Object.assign(new Error("not implemented"), { code: "ENOSYS" }));
};

if (!DEBUG) {
  const quiet: Record<string, unknown> = {
    constants: { O_WRONLY: -1, O_RDWR: -1, O_CREAT: -1, O_TRUNC: -1, O_APPEND: -1, O_EXCL: -1, O_DIRECTORY: -1 },
    writeSync: (_fd: number, b: Uint8Array) => b.length,
    write: (_fd: number, b: Uint8Array, _o: number, _n: number, _p: unknown, done: (e: unknown, n: number) => void) =>
      done(null, b.length),
    fsync: (_fd: number, done: (e: unknown) => void) => done(null),
  };
  // Every other call of a file system answers that there is none.
  (globalThis as { fs?: unknown }).fs = new Proxy(quiet, { get: (t, name: string) => t[name] ?? nothing });
  console.log = console.warn = console.error = () => {};
}
