//! Faults from outside: disk, clock, descriptors, memory, upstream, a second process, a store that is not ours. Each with its
//! outcome told, nothing lost, nothing sent that was held.

mod clock;
mod disk;
mod files;
mod machine;
mod rivals;
mod upstream;
