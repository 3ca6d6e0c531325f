// The front page offers the language that was read last.
try {
    localStorage.setItem('course-language', document.documentElement.lang.startsWith('zh') ? 'zh' : 'en');
} catch (error) {
    // Storage is switched off: the front page then offers both languages alike.
}
