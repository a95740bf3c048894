// The page's own few words. They stand in what is served, so they say nothing that a recipe site would not.
export const words: Record<string, { leave: string }> = {
  en: { leave: "Leave" },
  es: { leave: "Salir" },
};
