//! Lesson 22, bugs: the exercises, solved.

use flowlab::prelude::*;
