// The words of the recipe book that are not recipes.

export const texts = {
  en: {
    name: "The Weekday Table", other: "Español", search: "Search recipes", hint: "Dish, ingredient, or what is in the cupboard",
    go: "Search", filters: "Filters", list: "Shopping list", all: "All recipes", none: "Nothing found. Try fewer words.",
    close: "No recipe has all of that. These come close:", waiting: "One moment…", failed: "The recipes did not load.",
    again: "Try again", minutes: "min", serves: "Serves", fewer: "Fewer servings", more: "More servings",
    items: "Ingredients", steps: "Method", add: "Add to shopping list", added: "Added", back: "Back to recipes",
    empty: "Nothing on the list yet.", own: "Add something", put: "Add", drop: "Remove ticked", clear: "Clear list",
    timer: "Timer", start: "Start timer", stop: "Stop", pause: "Pause", resume: "Resume", done: "Time is up",
    unable: "This browser cannot load the cook’s notebook (it needs WebAssembly, which Lockdown Mode turns off). " +
      "Recipes, lists and timers work as usual.",
    count: (n: number) => (n === 1 ? "1 recipe" : n + " recipes"),
    memory: "The list lasts as long as this page is open.",
  },
  es: {
    name: "La mesa de diario", other: "English", search: "Buscar recetas", hint: "Plato, ingrediente o lo que haya en casa",
    go: "Buscar", filters: "Filtros", list: "Lista de compras", all: "Todas las recetas",
    none: "No hay resultados. Pruebe con menos palabras.", close: "Ninguna receta tiene todo eso. Estas se acercan:",
    waiting: "Un momento…", failed: "Las recetas no se cargaron.", again: "Intentar de nuevo", minutes: "min",
    serves: "Porciones", fewer: "Menos porciones", more: "Más porciones", items: "Ingredientes", steps: "Preparación",
    add: "Agregar a la lista de compras", added: "Agregado", back: "Volver a las recetas",
    empty: "La lista está vacía.", own: "Agregar algo", put: "Agregar", drop: "Quitar lo marcado", clear: "Vaciar la lista",
    timer: "Temporizador", start: "Iniciar temporizador", stop: "Detener", pause: "Pausar", resume: "Seguir",
    done: "Se acabó el tiempo",
    unable: "Este navegador no puede cargar el cuaderno de cocina (necesita WebAssembly, que el modo de aislamiento " +
      "desactiva). Las recetas, la lista y el temporizador funcionan igual.",
    count: (n: number) => (n === 1 ? "1 receta" : n + " recetas"),
    memory: "La lista dura mientras esta página siga abierta.",
  },
};

export type Lang = keyof typeof texts;
export type Texts = (typeof texts)["en"];
