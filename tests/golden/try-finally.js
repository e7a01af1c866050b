function guard(f) {
  try { return f(); } catch (e) { return e; } finally { guard.count = 1; }
}
globalThis.kept = guard;
