//! Lesson 20, latents: the exercises, solved.

use flowlab::prelude::*;
