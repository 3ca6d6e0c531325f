//! The library for experiments of your own: a page for each thing that people bring.
//!
//! | you bring | page |
//! |---|---|
//! | numbers in a file | [`own_data`] |
//! | an equation | [`own_field`] |
//! | another loss or optimiser | [`own_loss`] |
//! | another way from noise to data | [`own_path`] |
//! | code for another library | [`from_other_libraries`] |

#[doc = include_str!("../guide/own_data.md")]
pub mod own_data {}

#[doc = include_str!("../guide/own_field.md")]
pub mod own_field {}

#[doc = include_str!("../guide/own_loss.md")]
pub mod own_loss {}

#[doc = include_str!("../guide/own_path.md")]
pub mod own_path {}

#[doc = include_str!("../guide/from_other_libraries.md")]
pub mod from_other_libraries {}
