//! What a statement list declares: `var` names of a whole function, lexical names of one block, and the block functions
//! that Annex B.3.2 makes `var`s too.

use super::Literal;
use oxc_ast::ast::*;
use rustc_hash::FxHashSet;

/// Calls `f` for each name that a pattern binds.
pub fn bound_names<'a>(pattern: &'a BindingPattern<'a>, f: &mut dyn FnMut(&'a BindingIdentifier<'a>)) {
    match pattern {
        BindingPattern::BindingIdentifier(id) => f(id),
        BindingPattern::ObjectPattern(object) => {
            for property in &object.properties {
                bound_names(&property.value, f);
            }
            if let Some(rest) = &object.rest {
                bound_names(&rest.argument, f);
            }
        }
        BindingPattern::ArrayPattern(array) => {
            for element in array.elements.iter().flatten() {
                bound_names(element, f);
            }
            if let Some(rest) = &array.rest {
                bound_names(&rest.argument, f);
            }
        }
        BindingPattern::AssignmentPattern(assignment) => bound_names(&assignment.left, f),
    }
}

/// A lexical declaration of a block.
pub enum Lexical<'a> {
    Let(&'a str),
    Const(&'a str, Option<Literal<'a>>),
    Class(&'a str),
    Function(&'a Function<'a>),
}

impl<'a> Lexical<'a> {
    pub fn name(&self) -> &'a str {
        match self {
            Lexical::Let(name) | Lexical::Const(name, _) | Lexical::Class(name) => name,
            Lexical::Function(function) => function.id.as_ref().map_or("", |id| id.name.as_str()),
        }
    }
}

/// The function of a (perhaps labelled) function declaration.
pub fn function_declaration<'a>(mut statement: &'a Statement<'a>) -> Option<&'a Function<'a>> {
    loop {
        match statement {
            Statement::LabeledStatement(labeled) => statement = &labeled.body,
            Statement::FunctionDeclaration(function) => return Some(function),
            _ => return None,
        }
    }
}

/// The literal that an initialiser is.
pub fn literal<'a>(expression: &'a Expression<'a>) -> Option<Literal<'a>> {
    match expression.without_parentheses() {
        Expression::NumericLiteral(n) => Some(Literal::Number(n.value)),
        Expression::BooleanLiteral(b) => Some(Literal::Boolean(b.value)),
        Expression::StringLiteral(s) => Some(Literal::String(s)),
        Expression::UnaryExpression(u) if u.operator == UnaryOperator::UnaryNegation => match literal(&u.argument) {
            Some(Literal::Number(n)) => Some(Literal::Number(-n)),
            _ => None,
        },
        _ => None,
    }
}

/// What `let`, `const`, `class` and function declarations directly in `statements` declare.
pub fn lexical_declarations<'a>(statements: &'a [Statement<'a>], out: &mut Vec<Lexical<'a>>) {
    for statement in statements {
        match statement {
            Statement::VariableDeclaration(declaration) => variable_declaration(declaration, out),
            Statement::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    out.push(Lexical::Class(id.name.as_str()));
                }
            }
            _ => {
                if let Some(function) = function_declaration(statement) {
                    out.push(Lexical::Function(function));
                }
            }
        }
    }
}

/// The names of a `let` or `const` declaration.
pub fn variable_declaration<'a>(declaration: &'a VariableDeclaration<'a>, out: &mut Vec<Lexical<'a>>) {
    if declaration.kind == VariableDeclarationKind::Var {
        return;
    }
    for declarator in &declaration.declarations {
        let is_const = declaration.kind != VariableDeclarationKind::Let;
        let literal = match (&declarator.id, &declarator.init) {
            (BindingPattern::BindingIdentifier(_), Some(init)) => literal(init),
            _ => None,
        };
        bound_names(&declarator.id, &mut |id| {
            let name = id.name.as_str();
            out.push(if is_const { Lexical::Const(name, literal) } else { Lexical::Let(name) });
        });
    }
}

/// Collects `var` names, and functions in blocks that may become `var`s.
pub struct VarCollector<'a> {
    pub names: Vec<&'a str>,
    pub block_functions: Vec<&'a Function<'a>>,
    pub strict: bool,
    /// Lexical names of the blocks around the current one, innermost last.
    blocks: Vec<FxHashSet<&'a str>>,
}

impl<'a> VarCollector<'a> {
    pub fn new(strict: bool) -> VarCollector<'a> {
        VarCollector { names: Vec::new(), block_functions: Vec::new(), strict, blocks: Vec::new() }
    }

    /// The statements of a function body or program.
    pub fn body(&mut self, statements: &'a [Statement<'a>]) {
        for statement in statements {
            self.statement(statement);
        }
    }

    fn pattern(&mut self, pattern: &'a BindingPattern<'a>) {
        let names = &mut self.names;
        bound_names(pattern, &mut |id| names.push(id.name.as_str()));
    }

    fn declaration(&mut self, declaration: &'a VariableDeclaration<'a>) {
        if declaration.kind == VariableDeclarationKind::Var {
            for declarator in &declaration.declarations {
                self.pattern(&declarator.id);
            }
        }
    }

    fn block(&mut self, statements: &'a [Statement<'a>]) {
        if self.strict {
            return self.body(statements);
        }
        let mut declared = Vec::new();
        lexical_declarations(statements, &mut declared);
        for declaration in &declared {
            if let Lexical::Function(function) = declaration {
                self.block_function(function);
            }
        }
        self.blocks.push(declared.iter().map(Lexical::name).collect());
        self.body(statements);
        self.blocks.pop();
    }

    /// A function in a block: it becomes a `var` too unless that would clash with a lexical name of a block around.
    fn block_function(&mut self, function: &'a Function<'a>) {
        let Some(id) = &function.id else { return };
        let plain = !function.generator && !function.r#async;
        if plain && !self.strict && !self.blocks.iter().any(|names| names.contains(id.name.as_str())) {
            self.block_functions.push(function);
        }
    }

    /// A statement that may be a function declaration in sloppy code (`if (x) function f() {}`).
    fn branch(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::FunctionDeclaration(function) => self.block_function(function),
            _ => self.statement(statement),
        }
    }

    fn left(&mut self, left: &'a ForStatementLeft<'a>, body: &'a Statement<'a>) {
        let mut names = FxHashSet::default();
        if let ForStatementLeft::VariableDeclaration(declaration) = left {
            self.declaration(declaration);
            if declaration.kind != VariableDeclarationKind::Var {
                for declarator in &declaration.declarations {
                    bound_names(&declarator.id, &mut |id| {
                        names.insert(id.name.as_str());
                    });
                }
            }
        }
        self.blocks.push(names);
        self.statement(body);
        self.blocks.pop();
    }

    fn statement(&mut self, statement: &'a Statement<'a>) {
        match statement {
            Statement::VariableDeclaration(declaration) => self.declaration(declaration),
            Statement::BlockStatement(block) => self.block(&block.body),
            Statement::IfStatement(s) => {
                self.branch(&s.consequent);
                if let Some(alternate) = &s.alternate {
                    self.branch(alternate);
                }
            }
            Statement::DoWhileStatement(s) => self.statement(&s.body),
            Statement::WhileStatement(s) => self.statement(&s.body),
            Statement::ForStatement(s) => {
                let mut names = FxHashSet::default();
                if let Some(ForStatementInit::VariableDeclaration(declaration)) = &s.init {
                    self.declaration(declaration);
                    let mut declared = Vec::new();
                    variable_declaration(declaration, &mut declared);
                    names.extend(declared.iter().map(Lexical::name));
                }
                self.blocks.push(names);
                self.statement(&s.body);
                self.blocks.pop();
            }
            Statement::ForInStatement(s) => self.left(&s.left, &s.body),
            Statement::ForOfStatement(s) => self.left(&s.left, &s.body),
            Statement::LabeledStatement(s) => self.statement(&s.body),
            Statement::WithStatement(s) => self.statement(&s.body),
            Statement::SwitchStatement(s) => {
                let mut declared = Vec::new();
                for case in &s.cases {
                    lexical_declarations(&case.consequent, &mut declared);
                }
                for declaration in &declared {
                    if let Lexical::Function(function) = declaration {
                        self.block_function(function);
                    }
                }
                self.blocks.push(declared.iter().map(Lexical::name).collect());
                for case in &s.cases {
                    self.body(&case.consequent);
                }
                self.blocks.pop();
            }
            Statement::TryStatement(s) => {
                self.block(&s.block.body);
                if let Some(handler) = &s.handler {
                    // B.3.4: a plain catch parameter may be redeclared; a pattern's names may not.
                    let mut names = FxHashSet::default();
                    if let Some(parameter) = &handler.param
                        && !matches!(parameter.pattern, BindingPattern::BindingIdentifier(_))
                    {
                        bound_names(&parameter.pattern, &mut |id| {
                            names.insert(id.name.as_str());
                        });
                    }
                    self.blocks.push(names);
                    self.block(&handler.body.body);
                    self.blocks.pop();
                }
                if let Some(finalizer) = &s.finalizer {
                    self.block(&finalizer.body);
                }
            }
            _ => {}
        }
    }
}
