// Dragging an assignment into another assistant's row pins it to them; the list beside the grid does the same by keyboard.
(() => {
  const form = document.getElementById("drop-form");
  if (!form) return;
  let dragged = null;

  const mark = (cell) => {
    for (const each of document.querySelectorAll(".pgrid .drop")) each.classList.remove("drop");
    cell?.classList.add("drop");
  };

  const cellOf = (event) => {
    const cell = dragged && event.target.closest("[data-assistant]");
    return cell && cell.dataset.assistant !== dragged.dataset.assistantNow ? cell : null;
  };

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("a.asg[data-task]") ?? null;
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });

  document.addEventListener("dragover", (event) => {
    const cell = cellOf(event);
    mark(cell);
    if (cell) event.preventDefault();
  });

  document.addEventListener("drop", (event) => {
    const cell = cellOf(event);
    if (!cell) return;
    event.preventDefault();
    form.elements.task.value = dragged.dataset.task;
    form.elements.namedItem("item").value = dragged.dataset.item;
    form.elements.assistant.value = cell.dataset.assistant;
    form.requestSubmit();
  });

  document.addEventListener("dragend", () => {
    mark(null);
    dragged = null;
  });
})();
