"use strict";
try { (0, eval)("1"); } catch { document.title = "eval is banned"; }
console.log("this is no fault");
console.error("spoken fault", 42);
setTimeout(() => { throw new Error("uncaught fault"); });
setTimeout(() => { Promise.reject(new Error("rejected fault")); });
setTimeout(() => { try { document.body.innerHTML = "<b>markup</b>"; } catch { /* the violation is what counts */ } }, 10);
try {
  trustedTypes.createPolicy("larkspur", { createScriptURL: (u) => u });
  const policy = trustedTypes.createPolicy("larkspur-2", { createScriptURL: (u) => u });
  void policy;
} catch { /* as above */ }
