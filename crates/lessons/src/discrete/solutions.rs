//! Lesson 21, discrete: the exercises, solved.

use flowlab::prelude::*;
