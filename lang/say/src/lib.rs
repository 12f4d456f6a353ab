//! `say!`: a text with arguments that can be said in several languages.

mod template;

use proc_macro2::TokenStream;
use quote::quote;
use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Expr, Ident, LitStr, Token};

/// A text like that of `format!`: `say!("`{name}` has {} digits", scale)` is a `compline_lang::words::Text`.
///
/// The template is the text's English form and its key in the catalogues. Arguments are named in it: `{name}` is a
/// variable of that name or an argument `name = …`; `{}` are numbered from zero, so that a translation can put them
/// elsewhere (`{1}` before `{0}`). An argument is anything that can be displayed; what has words of its own
/// (`compline_lang::words::Say`) is said in the language of the whole. `{{` and `}}` are braces, and stand alone in
/// the catalogue. There are no formats behind a colon.
#[proc_macro]
pub fn say(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let text = syn::parse_macro_input!(input as Said);
    text.expand().unwrap_or_else(|error| error.to_compile_error()).into()
}

/// What stands in the brackets of the macro.
struct Said {
    template: LitStr,
    given: Vec<Given>,
}

/// An argument behind the template.
struct Given {
    name: Option<Ident>,
    value: Expr,
}

impl Parse for Said {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let template = input.parse()?;
        if !input.is_empty() {
            input.parse::<Token![,]>()?;
        }
        let given = Punctuated::<Given, Token![,]>::parse_terminated(input)?;
        Ok(Self { template, given: given.into_iter().collect() })
    }
}

impl Parse for Given {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let named = input.peek(Ident) && input.peek2(Token![=]) && !input.peek2(Token![==]);
        let name = named.then(|| input.parse::<Ident>().and_then(|name| input.parse::<Token![=]>().map(|_| name)));
        Ok(Self { name: name.transpose()?, value: input.parse()? })
    }
}

impl Said {
    fn expand(&self) -> syn::Result<TokenStream> {
        let fail = |message: String| syn::Error::new(self.template.span(), message);
        let (template, names) = template::read(&self.template.value()).map_err(fail)?;
        let positions = self.given.iter().filter(|given| given.name.is_none()).count();
        let mut arguments = Vec::new();
        let mut used = vec![false; self.given.len()];
        for name in &names {
            let at = match name.parse::<usize>() {
                Ok(at) if at < positions => Some(at),
                Ok(_) => return Err(fail(format!("there is no argument for `{{{name}}}`"))),
                Err(_) => self.given.iter().position(|given| given.name.as_ref().is_some_and(|ident| ident == name)),
            };
            let value = match at.and_then(|at| Some((used.get_mut(at)?, self.given.get(at)?))) {
                Some((used, given)) => {
                    *used = true;
                    let value = &given.value;
                    quote!(#value)
                }
                None => {
                    let variable: Ident = syn::parse_str(name).map_err(|_| fail(format!("`{name}` is no name")))?;
                    let variable = Ident::new(&variable.to_string(), self.template.span());
                    quote!(#variable)
                }
            };
            arguments.push(quote!((#name, (&::compline_lang::words::Argument(&(#value))).part())));
        }
        if let Some((_, unused)) = used.iter().zip(&self.given).find(|(used, _)| !**used) {
            return Err(syn::Error::new_spanned(&unused.value, "the template does not name this argument"));
        }
        if arguments.is_empty() {
            return Ok(quote!(::compline_lang::words::Text::said(#template, ::std::vec::Vec::new())));
        }
        Ok(quote!({
            // All of them, as each argument needs one of the two.
            use ::compline_lang::words::parts::*;
            ::compline_lang::words::Text::said(#template, ::std::vec![#(#arguments),*])
        }))
    }
}
