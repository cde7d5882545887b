/** What a picture imported as text is in jest. */
export default '<svg xmlns="http://www.w3.org/2000/svg"></svg>';
