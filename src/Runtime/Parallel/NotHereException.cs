using System;

namespace Tvix.Aot.Runtime.Parallel;

/// <summary>
/// Ends what a helper is doing, without a word: the evaluation comes to something that only its main thread may do (a message, a
/// fetch), or that the two would wait for one another. No error of Nix code, so nothing of the language catches it; thunks on
/// the way can be tried again.
/// </summary>
internal sealed class NotHereException : Exception;
