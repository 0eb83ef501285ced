document.addEventListener("click", function (event) {
  var leave = event.target.closest && event.target.closest("#leave");
  if (!leave) return;
  event.preventDefault();
  document.documentElement.hidden = true;
  document.title = "";
  location.replace(leave.href);
});
